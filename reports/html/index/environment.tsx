import type { Fingerprint, HeaderRecord } from '../../../harness/evidence/schema.ts'
import type { ClaimEntry } from '../../catalogue/entry.ts'
import { count, gibibytes, list } from '../../words/count.ts'
import { sentence } from '../../words/meaning.ts'
import { agentText, kernelName } from '../../words/summary.ts'
import { dateAndTime } from '../../words/time.ts'
import { visible } from '../../words/visible.ts'
import { Command } from '../parts/command.tsx'
import { Facts } from '../parts/facts.tsx'
import { NamedValues } from '../parts/named-values.tsx'

/** Where the evidence was taken: what another machine may do differently. */
export function Environment({ header, entries }: { header: HeaderRecord; entries: readonly ClaimEntry[] }) {
  const { fingerprint, stack, lab, agent, seed, startedAt, command } = header
  return (
    <section aria-labelledby="environment">
      <h2 id="environment">Where this was found</h2>
      <Facts
        facts={[
          ['Kernel', `${kernelName(fingerprint.kernel)}, ${visible(fingerprint.machine)}`],
          ['Distribution', visible(fingerprint.distribution)],
          ['C library', visible(fingerprint.libc)],
          ['Runtime', visible(fingerprint.runtime)],
          ['User', visible(fingerprint.user)],
          ['Container', fingerprint.container === null ? 'none' : visible(fingerprint.container)],
          ['Machine', `${count(fingerprint.processors, 'processor')}, ${gibibytes(fingerprint.memoryBytes)} of memory`],
          ['Stack', visible(stack)],
          ['Lab', lab],
          ['Agent', agentText(agent)],
          ['Begun', dateAndTime(startedAt)],
          ['sockproof', visible(fingerprint.sockproof)],
          ['Seed', String(seed)],
        ]}
      />
      <p>The same run again:</p>
      <Command text={command.trim()} />
      <Capabilities fingerprint={fingerprint} entries={entries} />
      <NamedValues title="Sysctls of this machine" values={fingerprint.sysctls} />
      <NamedValues title="Tools" values={fingerprint.tools} />
    </section>
  )
}

function Capabilities({ fingerprint, entries }: { fingerprint: Fingerprint; entries: readonly ClaimEntry[] }) {
  const there = fingerprint.capabilities.filter(({ available }) => available).map(({ name }) => visible(name))
  const missing = fingerprint.capabilities.filter(({ available }) => !available)
  return (
    <>
      {there.length === 0 ? null : <p>This machine can do what these need: {list(there)}.</p>}
      {missing.length === 0 ? null : (
        <table class="plain">
          <caption>What this machine lacks</caption>
          <thead>
            <tr>
              <th scope="col">Missing</th>
              <th scope="col">Why, what it costs, and how to get it</th>
            </tr>
          </thead>
          <tbody>
            {missing.map(({ name, reason, mend }) => (
              <tr>
                <th scope="row">{visible(name)}</th>
                <td>
                  {reason === null ? '' : `${sentence(reason)} `}
                  {costOf(name, entries)}
                  {mend === null ? null : <Command text={mend} />}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}

/** What it costs that a capability is missing. */
function costOf(name: string, entries: readonly ClaimEntry[]): string {
  const needing = entries.filter(({ claim }) => claim?.lab.needs.includes(name)).length
  return needing === 0 ? 'No claim of this run needs it.' : `${count(needing, 'claim needs', 'claims need')} it.`
}
