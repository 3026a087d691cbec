/** The sum of 16-bit words in ones' complement arithmetic, an odd last byte padded with zero (RFC 1071 §1). */
export function onesComplementSum(bytes: Uint8Array, initial = 0): number {
  let sum = initial
  bytes.forEach((octet, n) => {
    sum += n % 2 === 0 ? octet << 8 : octet
  })
  while (sum > 0xffff) sum = (sum % 0x1_0000) + Math.floor(sum / 0x1_0000)
  return sum
}

/** The Internet checksum: the complement of the ones' complement sum (RFC 1071). */
export function internetChecksum(bytes: Uint8Array, initial = 0): number {
  return 0xffff - onesComplementSum(bytes, initial)
}
