import { describe, expect, it } from 'vitest'
import { tcpFrame, udpFrame } from '../fixtures/frames.ts'
import { handshakeWithoutAccept } from '../fixtures/handshake.ts'
import { LAN, LOOPBACK, NAT } from '../fixtures/labs.ts'
import { datagramsOnLoopback, longTrace, refusedOnLoopback, throughNat } from '../fixtures/more-traces.ts'
import { Story } from '../fixtures/story.ts'
import { ladderOf } from './ladder.ts'
import type { Ladder } from './model.ts'
import { labelOf, shownItems } from './sides.ts'

/** The rows of a ladder as text: what stands together, joined by bars. */
function rowsOf({ rows }: Ladder): string[] {
  return rows.map((row) => (row.kind === 'marks' ? row.marks.map(labelOf).join(' | ') : row.kind))
}

function columnsOf({ columns }: Ladder): string[] {
  return columns.map(({ name, role }) => `${name}: ${role}`)
}

/** From which column to which packets go. */
function waysOf(ladder: Ladder): string[] {
  const name = (column: number | null): string => (column === null ? '-' : (ladder.columns[column]?.name ?? '-'))
  return shownItems(ladder).flatMap((item) => (item.kind === 'packet' ? [`${name(item.from)} → ${name(item.to)}`] : []))
}

describe('columns', () => {
  it('are the hosts of the lab in its order', () => {
    expect(columnsOf(ladderOf(handshakeWithoutAccept(), LAN.hosts))).toEqual(['client: host', 'server: host'])
  })

  it('have the router between the two sides, wherever the lab names it', () => {
    const [laptop, router, server] = NAT.hosts
    const hosts = [router, server, laptop].flatMap((host) => (host === undefined ? [] : [host]))
    expect(columnsOf(ladderOf(throughNat(), hosts))).toEqual(['laptop: host', 'router: router', 'server: host'])
  })

  it('are whoever acts if there is no lab', () => {
    expect(columnsOf(ladderOf(handshakeWithoutAccept(), []))).toEqual(['server: program', 'client: program'])
  })
})

describe('packets on a loopback interface', () => {
  it('go between the programs that have the sockets', () => {
    expect(waysOf(ladderOf(datagramsOnLoopback(), LOOPBACK.hosts))).toEqual(['client → server'])
  })

  it('go to nobody where no socket is', () => {
    const ladder = ladderOf(refusedOnLoopback(), LOOPBACK.hosts)
    expect(waysOf(ladder)).toEqual(['client → nobody', 'nobody → client'])
    expect(ladder.columns.at(-1)?.addresses).toEqual(['127.0.0.1:3490'])
  })

  it('go to the program that is bound to the wildcard address', () => {
    const [from, to] = [
      { address: '127.0.0.1', port: 9 },
      { address: '127.0.0.1', port: 53 },
    ]
    const trace = new Story()
      .call('server', 'bind', { fd: 3 }, { local: '0.0.0.0:53' })
      .call('client', 'bind', { fd: 4 }, { local: '127.0.0.1:9' })
      .loopback('client', udpFrame(from, to, 'x'))
      .trace()
    expect(waysOf(ladderOf(trace, LOOPBACK.hosts))).toEqual(['client → server'])
  })
})

describe('packets on a link', () => {
  it('go from hop to hop, with the ports that the router rewrites', () => {
    const ladder = ladderOf(throughNat(), NAT.hosts)
    expect(waysOf(ladder).slice(0, 2)).toEqual(['laptop → router', 'router → server'])
    expect(rowsOf(ladder)).toContain('4000 → 80  SYN  seq 0')
    expect(rowsOf(ladder)).toContain('61034 → 80  SYN  seq 0')
  })

  it('go towards the router if their host is on another link', () => {
    const [from, to] = [
      { address: '10.77.1.11', port: 9 },
      { address: '203.0.113.80', port: 53 },
    ]
    const lan = { link: 'lan', from: 'laptop', to: 'router' }
    const trace = new Story().frame(lan, tcpFrame(from, to, { flags: ['SYN'] }), { arrives: false }).trace()
    expect(waysOf(ladderOf(trace, NAT.hosts))).toEqual(['laptop → router'])
  })

  it('by which hosts only find each other are counted instead', () => {
    expect(ladderOf(throughNat(), NAT.hosts).noise).toBe(1)
  })
})

describe('rows', () => {
  it('tell a handshake in order, results beside the packets that brought them', () => {
    expect(rowsOf(ladderOf(handshakeWithoutAccept(), LAN.hosts))).toEqual([
      'socket() = 5',
      'bind(:3490) = 0',
      'listen(backlog 1) = 0',
      'The server now stands between listen and accept.',
      'socket() = 4',
      'connect(10.77.0.12:3490)',
      'SYN  seq 0',
      'SYN, ACK  seq 0  ack 1',
      'ACK  ack 1 | kernel: accept queue 1 of 2 | = 0',
      'send(5 bytes)',
      'PSH, ACK  1:6  ack 1  5 bytes',
      'ACK  ack 6 | kernel: 5 bytes wait unread | = 5',
    ])
  })

  it('say how long nothing happened', () => {
    const trace = new Story().fact(null, 'experiment', 'a').wait(1_500_000).fact(null, 'experiment', 'b').trace()
    expect(ladderOf(trace, []).rows[1]).toEqual({ kind: 'gap', nanoseconds: 1_500_001_000 - 0 })
  })

  it('name the socket where a program has several', () => {
    const trace = new Story()
      .call('server', 'accept4', { fd: 5 }, { errno: 'EAGAIN', socket: 1, label: 'listener' })
      .call('server', 'recv', { fd: 7, length: 4096 }, { errno: 'EAGAIN', socket: 2 })
      .trace()
    expect(rowsOf(ladderOf(trace, []))).toEqual(['listener: accept() = −1 EAGAIN', 'fd 7: recv() = −1 EAGAIN'])
  })

  it('leave the middle of a long trace out and count it', () => {
    const { rows } = ladderOf(longTrace(1000), [])
    expect(rows).toHaveLength(73)
    expect(rows[60]).toEqual({ kind: 'cut', events: 928 })
  })

  it('let a call that never returned begin and not end', () => {
    const trace = new Story()
      .call('server', 'accept4', { fd: 5 }, { took: null })
      .fact(null, 'experiment', 'done')
      .trace()
    expect(rowsOf(ladderOf(trace, []))).toEqual(['accept()', 'done'])
  })
})
