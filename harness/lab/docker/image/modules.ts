import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

/** Files of a program and where they come from: paths below the folder that they go to, with the files that there are. */
export type ProgramFiles = ReadonlyMap<string, string>

/** Imports and exports as the TypeScript compiler writes them. */
const IMPORTED = /^(?:import|export)\b[^;'"]*?\bfrom ['"](.+?)['"]|^import ['"](.+?)['"]|\bimport\(['"](.+?)['"]\)/gm

/** What a package needs when it runs. */
const NEEDED = /\.(?:[cm]?js|json|node)$/

/**
 * The files that a built program needs to run elsewhere with nothing but Node: its own modules below `root`, at the same
 * place below `dist`, and the packages that these import, below `node_modules`.
 */
export function programFiles(root: string, entry: string): ProgramFiles {
  const files = new Map<string, string>()
  const packages = new Map<string, string>()
  const follow = (file: string): void => {
    const path = join('dist', relative(root, file))
    if (files.has(path)) return
    if (!existsSync(file)) throw new Error(`There is no ${file}: npm run build makes it.`)
    files.set(path, file)
    for (const imported of importsOf(file)) {
      if (imported.startsWith('.')) follow(resolve(dirname(file), imported))
      else if (!imported.startsWith('node:')) takePackage(packageName(imported), dirname(file), packages)
    }
  }
  follow(entry)
  for (const [name, folder] of packages) {
    for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const nested = path.split('/').includes('node_modules')
      if (!nested && NEEDED.test(path)) files.set(join('node_modules', name, path), join(folder, path))
    }
  }
  return files
}

function importsOf(file: string): readonly string[] {
  const found = readFileSync(file, 'utf8').matchAll(IMPORTED)
  return [...found].map(([, from, alone, dynamic]) => from ?? alone ?? dynamic ?? '')
}

/** `koffi` of `koffi/indirect`, `@scope/name` of `@scope/name/part`. */
function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

/** Takes a package and those that it depends on, but for optional ones that were not installed. */
function takePackage(name: string, from: string, packages: Map<string, string>): void {
  const folder = findPackage(name, from)
  if (folder === null) throw new Error(`The package ${name} is not installed: npm ci installs it.`)
  const taken = packages.get(name)
  if (taken === folder) return
  if (taken !== undefined) throw new Error(`Two versions of ${name} cannot be in one image: ${taken} and ${folder}.`)
  packages.set(name, folder)
  const { dependencies = {}, optionalDependencies = {} } = manifest(folder)
  for (const needed of Object.keys(dependencies)) {
    if (!(needed in optionalDependencies)) takePackage(needed, folder, packages)
  }
  for (const wanted of Object.keys(optionalDependencies)) {
    if (findPackage(wanted, folder) !== null) takePackage(wanted, folder, packages)
  }
}

interface Manifest {
  readonly dependencies?: Record<string, string>
  readonly optionalDependencies?: Record<string, string>
}

function manifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
}

/** The folder of an installed package, as Node would find it from a folder. */
function findPackage(name: string, from: string): string | null {
  const folder = join(from, 'node_modules', name)
  if (existsSync(join(folder, 'package.json'))) return folder
  return dirname(from) === from ? null : findPackage(name, dirname(from))
}
