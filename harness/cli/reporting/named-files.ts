import { resolve } from 'node:path'
import { InvalidArgumentError } from 'commander'
import { UsageError } from '../exit-code.ts'

/** What the user calls the run in a file. */
export interface NamedFile {
  readonly name: string
  readonly file: string
}

/** Takes `--name <name>=<file>`, which may be given for each file. */
export function namedFile(text: string, before: readonly NamedFile[] = []): readonly NamedFile[] {
  const at = text.indexOf('=')
  const [name, file] = [text.slice(0, at).trim(), text.slice(at + 1)]
  if (at === -1 || name === '' || file === '')
    throw new InvalidArgumentError('Give a name, an equals sign and one of the files: --name docker=d.jsonl.')
  return [...before, { name, file: resolve(file) }]
}

/** The names by file. Throws UsageError where a name is given to no file, to two files, or a file has two. */
export function namesByFile(names: readonly NamedFile[], files: readonly string[]): ReadonlyMap<string, string> {
  const byFile = new Map<string, string>()
  for (const { name, file } of names) {
    if (!files.includes(file)) {
      throw new UsageError(`--name ${name} is for ${file}, which is none of the runs given: ${files.join(', ')}.`)
    }
    const other = byFile.get(file)
    if (other !== undefined) throw new UsageError(`${file} is given two names, ${other} and ${name}. Give it one.`)
    if ([...byFile.values()].includes(name)) {
      throw new UsageError(`The name ${name} is given to two runs. Give each a name of its own.`)
    }
    byFile.set(file, name)
  }
  return byFile
}
