import { expect, test } from 'vitest'
import { wiring } from '../../lab/netns/wiring.ts'
import { lan } from '../../lab/plan.ts'
import { unusedAddress } from './unused-address.ts'

test('An unused address is on the network of the host, and no host of a large lab has it', () => {
  const hosts = Array.from({ length: 100 }, (_, index) => `host ${index}`)
  const ports = wiring(lan(hosts)).flatMap((machine) => machine.ports)
  const [first] = ports
  const nobody = unusedAddress({ ip: first?.address ?? '', ip6: first?.address6 ?? '' })
  expect(nobody.ip).toMatch(/^10\.77\.0\.\d+$/)
  expect(nobody.ip6).toMatch(/^fd77::[\da-f]+$/)
  expect(ports.map(({ address }) => address)).not.toContain(nobody.ip)
  expect(ports.map(({ address6 }) => address6)).not.toContain(nobody.ip6)
})

test('The IPv6 address is asked for only where it is used', () => {
  const onlyIPv4 = {
    ip: '10.77.0.11',
    get ip6(): string {
      throw new Error('no IPv6 in this lab')
    },
  }
  expect(unusedAddress(onlyIPv4).ip).toBe('10.77.0.250')
})
