import { BY_C } from './by-c.ts'
import { BY_SS } from './by-ss.ts'
import { BY_STRACE } from './by-strace.ts'
import { BY_TCPDUMP } from './by-tcpdump.ts'
import type { Witness } from './witness.ts'

/** All second witnesses. */
export const WITNESSES: readonly Witness[] = [...BY_C, ...BY_TCPDUMP, ...BY_SS, ...BY_STRACE]

/** Says in Markdown which claims have a second witness, and what it does. */
export function listOf(witnesses: readonly Witness[]): string {
  const rows = witnesses.map(({ claim, who, says }) => `| \`${claim}\` | ${who} ${says} |`)
  return `# Second witnesses

The harness calls libc by FFI, decodes packets and reads the kernel's tables itself. Were it wrong in that, a claim could pass
that is not so. So some claims have a second witness, which uses none of that: a C program does the same in a network of its
own, and tcpdump, ss and strace watch the claim's experiment with readers of their own. It must find what the claim observes,
and contradict what the claim observes when one of its mutants is at work.

| claim | its second witness |
|---|---|
${rows.toSorted().join('\n')}

\`npx vitest --project unit specs/witnesses -u\` writes this list anew from the tables in this folder.
`
}
