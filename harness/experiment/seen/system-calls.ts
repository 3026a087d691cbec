/** A system call as strace tells of it (strace(1)). */
export interface SystemCall {
  /** The thread that made it; null where strace follows only one. */
  readonly pid: number | null
  readonly name: string
  /** As strace writes them, for example `SOCK_STREAM|SOCK_CLOEXEC` or `{sa_family=AF_INET, …}`. */
  readonly args: readonly string[]
  /** What it gave: a number, `-1 ECONNREFUSED (Connection refused)`, or `?` if it never came back. */
  readonly result: string
}

/** The system calls in the lines that strace printed, in the order in which they began. Other lines are left out. */
export function systemCalls(lines: readonly string[]): SystemCall[] {
  const calls: SystemCall[] = []
  const unfinished = new Map<string, { readonly index: number; readonly text: string }>()
  for (const line of lines) {
    const [, pid = '', text = ''] = /^(?:(?:\[pid +)?(\d+)\]? +)?(.*)$/.exec(line) ?? []
    const begun = /^(\w+\(.*) <unfinished \.\.\.>$/.exec(text)?.[1]
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(text)?.[1]
    if (begun !== undefined) {
      unfinished.set(pid, { index: calls.length, text: begun })
      calls.push(...parsed(`${begun}) = ?`, pid))
      continue
    }
    const first = resumed === undefined ? undefined : unfinished.get(pid)
    if (first === undefined) calls.push(...parsed(text, pid))
    else calls.splice(first.index, 1, ...parsed(`${first.text}${resumed}`, pid))
  }
  return calls
}

function parsed(text: string, pid: string): readonly SystemCall[] {
  const [, name, args, result] = /^(\w+)\((.*)\) += (.+)$/.exec(text) ?? []
  if (name === undefined || args === undefined || result === undefined) return []
  return [{ pid: pid === '' ? null : Number(pid), name, args: separated(args), result }]
}

/** Arguments that are separated by commas, except those within brackets and strings. */
function separated(text: string): string[] {
  const args: string[] = []
  let [depth, isString, arg] = [0, false, '']
  for (const [part] of text.matchAll(/\\.|./g)) {
    if (part === '"') isString = !isString
    else if (!isString && '([{'.includes(part)) depth += 1
    else if (!isString && ')]}'.includes(part)) depth -= 1
    if (part === ',' && depth === 0 && !isString) {
      args.push(arg.trim())
      arg = ''
    } else arg += part
  }
  return arg.trim() === '' ? args : [...args, arg.trim()]
}
