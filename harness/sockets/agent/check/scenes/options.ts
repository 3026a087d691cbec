import type { Fd } from '../../../calls.ts'
import type { OptionName } from '../../../options.ts'
import { OPTION_NAMES } from '../../option-schemas.ts'
import type { Dialogue } from '../dialogue.ts'
import type { Scene } from '../scene.ts'

const READ_ONLY: ReadonlySet<string> = new Set([
  'SO_ACCEPTCONN',
  'SO_DOMAIN',
  'SO_ERROR',
  'SO_PROTOCOL',
  'SO_TYPE',
  'TCP_INFO',
])

/** Every option that the agent declares: read, and set to what it was. */
export const options: Scene = {
  name: 'Options',
  needs: ['socket', 'getsockopt'],
  async play(dialogue) {
    const isOfIpv6 = (option: OptionName): boolean => option.startsWith('IPV6_')
    const declared = OPTION_NAMES.filter((option) => dialogue.self.options.includes(option))
    await readAndSet(
      dialogue,
      'AF_INET',
      declared.filter((option) => !isOfIpv6(option)),
    )
    if (!dialogue.self.families.includes('AF_INET6')) return
    await readAndSet(dialogue, 'AF_INET6', declared.filter(isOfIpv6))
  },
}

async function readAndSet(
  dialogue: Dialogue,
  domain: 'AF_INET' | 'AF_INET6',
  names: readonly OptionName[],
): Promise<void> {
  if (names.length === 0) return
  const type = dialogue.self.types.includes('SOCK_STREAM') ? 'SOCK_STREAM' : 'SOCK_DGRAM'
  const fd: Fd = await dialogue.must('socket', { domain, type })
  for (const option of names) {
    const { value, errno } = await dialogue.call('getsockopt', { fd, option })
    if (errno === null && !READ_ONLY.has(option)) await dialogue.perhaps('setsockopt', { fd, option, value })
  }
  await dialogue.perhaps('close', { fd })
}
