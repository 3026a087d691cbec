import { expect, test } from 'vitest'
import { eachOnce, parseTcpTable } from './tcp-table.ts'

const HEADER = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n'

test('A row of /proc/net/tcp gives addresses, ports, state and queues', () => {
  const row =
    '   0: 0B004D0A:0DA2 0C004D0A:9C40 01 00000005:00000007 00:00000000 00000000     0        0 1 1 0 20 4 30 10 -1'
  expect(parseTcpTable(`${HEADER}${row}\n`)).toEqual([
    {
      local: '10.77.0.11:3490',
      remote: '10.77.0.12:40000',
      localPort: 3490,
      remotePort: 40000,
      state: 'ESTABLISHED',
      txQueue: 5,
      rxQueue: 7,
    },
  ])
})

test('A row of /proc/net/tcp6 gives addresses in the text of RFC 5952', () => {
  const local = '000077FD000000000000000011000000:0050'
  const row = `   0: ${local} 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1`
  expect(parseTcpTable(`${HEADER}${row}\n`)).toMatchObject([
    { local: '[fd77::11]:80', remote: '[::]:0', state: 'LISTEN' },
  ])
})

test('An empty table has no rows', () => {
  expect(parseTcpTable(HEADER)).toEqual([])
})

test('A connection that a changing table gives twice counts once; two listeners at one address are two', () => {
  const row = (local: string, remote: string) =>
    `   0: ${local} ${remote} 06 00000000:00000000 00:00000000 00000000     0        0 0`
  const connection = row('0B004D0A:0DA2', '0C004D0A:9C40')
  const listener = row('0B004D0A:0DA2', '00000000:0000')
  const rows = parseTcpTable(`${HEADER}${[connection, listener, connection, listener].join('\n')}\n`)
  expect(eachOnce(rows).map(({ remotePort }) => remotePort)).toEqual([40000, 0, 0])
})
