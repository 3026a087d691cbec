import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ProgramFiles, programFiles } from './modules.ts'

/** The agent that runs in a container, below `dist`; the Dockerfile starts it. */
const AGENT = 'harness/sockets/agent/libc/main.js'

/** The folder of the package: that of the sources and of `dist`. */
const PACKAGE = dirname(
  fileURLToPath(
    new URL(
      import.meta.url.endsWith('.ts') ? '../../../../package.json' : '../../../../../package.json',
      import.meta.url,
    ),
  ),
)

const DOCKERFILE = join(PACKAGE, 'harness/lab/docker/image/Dockerfile')

/** What an image is made of. */
export interface ImageContent {
  readonly files: ProgramFiles
  readonly base: string
  /** Tells contents apart, so that an image that was built of the same is found again. */
  readonly hash: string
}

/**
 * What the image of hosts is made of.
 *
 * @param base the image that it is built on; SOCKPROOF_DOCKER_BASE names another one than that of the Dockerfile
 */
export function imageContent(base = process.env.SOCKPROOF_DOCKER_BASE ?? ordinaryBase()): ImageContent {
  const root = join(PACKAGE, 'dist')
  const files = programFiles(root, join(root, AGENT))
  const hash = createHash('sha256').update(base).update(readFileSync(DOCKERFILE))
  for (const [path, source] of files) hash.update(`\n${path}\n`).update(readFileSync(source))
  return { files, base, hash: hash.digest('hex').slice(0, 12) }
}

/** The base that the Dockerfile names. */
function ordinaryBase(): string {
  const found = /^ARG BASE=(\S+)$/m.exec(readFileSync(DOCKERFILE, 'utf8'))?.[1]
  if (found === undefined) throw new Error(`${DOCKERFILE} does not say «ARG BASE=…».`)
  return found
}

/** A folder from which the engine builds the image. It is there until it is disposed of. */
export class BuildContext implements Disposable {
  readonly folder: string

  constructor({ files }: ImageContent) {
    this.folder = mkdtempSync(join(tmpdir(), 'sockproof-image-'))
    for (const [path, source] of [...files, ['Dockerfile', DOCKERFILE] as const]) {
      const copy = join(this.folder, path)
      if (!existsSync(dirname(copy))) mkdirSync(dirname(copy), { recursive: true })
      copyFileSync(source, copy)
    }
    writeFileSync(join(this.folder, 'package.json'), '{ "type": "module" }\n')
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}
