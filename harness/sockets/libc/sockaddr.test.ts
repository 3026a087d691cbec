import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inet, inet6, type SocketAddress } from '../address.ts'
import { readIPv6 } from './ipv6.ts'
import { RequestError } from './request-error.ts'
import { ADDRESS_ROOM, decodeAddress, encodeAddress } from './sockaddr.ts'
import { runC } from './testing/c-program.ts'

const port = fc.integer({ min: 0, max: 65_535 })
const u32 = fc.integer({ min: 1, max: 2 ** 32 - 1 })
const ip6 = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => readIPv6(bytes, 0))

const pathname = fc.string({ minLength: 1, maxLength: 100 }).filter((text) => !text.includes('\0'))
const abstractName = fc.string({ maxLength: 100 }).map((name) => `\0${name}`)

const address: fc.Arbitrary<SocketAddress> = fc.oneof(
  fc.tuple(fc.ipV4(), port).map(([text, number]) => inet(text, number)),
  fc.tuple(ip6, port).map(([text, number]) => inet6(text, number)),
  fc
    .tuple(ip6, port, u32, u32)
    .map(([text, number, flowinfo, scopeId]) => ({ ...inet6(text, number), flowinfo, scopeId })),
  fc.oneof(pathname, abstractName, fc.constant('')).map((path) => ({ family: 'AF_UNIX' as const, path })),
)

test('an address encoded is the address decoded', () => {
  fc.assert(
    fc.property(address, (original) => {
      const { bytes, length } = encodeAddress(original)
      expect(decodeAddress(Buffer.from(bytes), length)).toEqual(original)
    }),
  )
})

test('a buffer used before leaves no trace in the next address', () => {
  fc.assert(
    fc.property(address, address, (first, second) => {
      const used = Buffer.alloc(ADDRESS_ROOM)
      encodeAddress(first, used)
      expect(encodeAddress(second, used)).toEqual(encodeAddress(second))
    }),
  )
})

test('addresses lie in memory as C lays them out', () => {
  const inC = runC(`
    #include <arpa/inet.h>
    #include <netinet/in.h>
    #include <stddef.h>
    #include <stdio.h>
    #include <string.h>
    #include <sys/un.h>
    static void show(const void *address, size_t length) {
      for (size_t i = 0; i < length; i++) printf("%02x", ((const unsigned char *)address)[i]);
      printf("\\n");
    }
    int main(void) {
      struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(3490) };
      inet_pton(AF_INET, "10.77.0.11", &in.sin_addr);
      show(&in, sizeof in);
      struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = htons(3490), .sin6_flowinfo = htonl(0x12345), .sin6_scope_id = 7 };
      inet_pton(AF_INET6, "fd77::11", &in6.sin6_addr);
      show(&in6, sizeof in6);
      struct sockaddr_un un = { .sun_family = AF_UNIX, .sun_path = "/run/a" };
      show(&un, offsetof(struct sockaddr_un, sun_path) + strlen("/run/a") + 1);
    }`)
  const ours = [
    inet('10.77.0.11', 3490),
    { ...inet6('fd77::11', 3490), flowinfo: 0x12345, scopeId: 7 },
    { family: 'AF_UNIX' as const, path: '/run/a' },
  ].map((each) => encodeAddress(each))
  expect(ours.map(({ bytes, length }) => Buffer.from(bytes).toString('hex', 0, length))).toEqual(inC.trim().split('\n'))
})

test('an AF_UNIX name has the length that unix(7) gives it', () => {
  const lengthOf = (path: string): number => encodeAddress({ family: 'AF_UNIX', path }).length
  expect(lengthOf('')).toBe(2)
  expect(lengthOf('/a')).toBe(2 + 3)
  expect(lengthOf('\0a')).toBe(2 + 2)
  expect(lengthOf('a'.repeat(107))).toBe(2 + 108)
  expect(lengthOf('a'.repeat(108))).toBe(2 + 108)
  expect(lengthOf('a'.repeat(200))).toBe(2 + 200)
})

test('where a call wrote no address there is only AF_UNSPEC', () => {
  expect(decodeAddress(Buffer.alloc(ADDRESS_ROOM, 2), 0)).toEqual({ family: 'AF_UNSPEC' })
})

test.each([-1, 65_536, 0.5, Number.NaN])('port %d cannot be expressed', (number) => {
  expect(() => encodeAddress(inet('127.0.0.1', number))).toThrow(RequestError)
})

test('an address of a family that has no shape here is refused, not mistaken', () => {
  const netlink = Buffer.alloc(ADDRESS_ROOM)
  netlink.writeUInt16LE(16, 0)
  expect(() => decodeAddress(netlink, 12)).toThrow(RequestError)
})
