import { describe, expect, it } from 'vitest'
import { arpFrame, tcpFrame } from '../fixtures/frames.ts'
import { lossAndReset } from '../fixtures/handshake.ts'
import { throughNat } from '../fixtures/more-traces.ts'
import { Story } from '../fixtures/story.ts'
import { journeys } from './journey.ts'
import { readPackets } from './read.ts'

const client = { address: '10.77.0.11', port: 4000 }
const server = { address: '10.77.0.12', port: 80 }
const there = { link: 'lan', from: 'client', to: 'server' }
const syn = tcpFrame(client, server, { flags: ['SYN'], seq: 7 })

function told(story: Story): string[] {
  return journeys(readPackets(story.trace())).map(({ left, entered, again }) => {
    const ends = `${left?.event.host ?? '?'} ${left?.event.at ?? ''} → ${entered?.event.host ?? '?'} ${entered?.event.at ?? ''}`
    return again ? `${ends} again` : ends
  })
}

describe('the two sightings of a frame are joined', () => {
  it('from where it left to where it came in', () => {
    expect(told(new Story().frame(there, syn))).toEqual(['client 0 → server 4000'])
  })

  it('although the sender saw an unfinished checksum', () => {
    const finished = tcpFrame(client, server, { flags: ['SYN'], seq: 7, checksum: 0xbeef })
    const story = new Story().frame(there, syn, { arrives: false }).sighting('server', 'lan', 'in', finished)
    expect(told(story)).toEqual(['client 0 → server 6000'])
  })

  it('unless it was lost: then it entered nowhere', () => {
    const other = tcpFrame(client, server, { flags: ['ACK'], seq: 8 })
    expect(told(new Story().frame(there, syn, { arrives: false }).frame(there, other))).toEqual([
      'client 0 → ? ',
      'client 6000 → server 10000',
    ])
  })

  it('with the last departure when the same frame was lost long before', () => {
    const [lost, late] = journeys(readPackets(lossAndReset()))
    expect(lost?.entered).toBeNull()
    expect(late?.entered?.event.host).toBe('server')
  })

  it('in order when equal frames follow each other at once', () => {
    const story = new Story().frame(there, syn, { travels: 20 }).frame(there, syn, { travels: 20 })
    expect(told(story)).toEqual(['client 0 → server 20000', 'client 6000 → server 26000'])
  })

  it('on each link of its way on its own', () => {
    const links = journeys(readPackets(throughNat())).map(({ view }) => view.event.link)
    expect(links.filter((link) => link === 'wan')).toHaveLength(3)
  })

  it('with the host it is addressed to when a switch gives copies to all', () => {
    const reply = tcpFrame(server, client, { flags: ['SYN', 'ACK'] })
    const story = new Story()
      .frame(there, syn, { arrives: false })
      .sighting('bystander', 'lan', 'in', syn)
      .sighting('server', 'lan', 'in', syn)
      .frame({ link: 'lan', from: 'server', to: 'client' }, reply)
    expect(told(story)[0]).toBe('client 0 → server 7000')
    expect(told(story)).toHaveLength(2)
  })
})

describe('what has no two sightings', () => {
  it('a frame that was doubled on the way comes in again', () => {
    const story = new Story().frame(there, syn).wait(20_000).sighting('server', 'lan', 'in', syn)
    expect(told(story)).toEqual(['client 0 → server 4000', '?  → server 20006000 again'])
  })

  it('a frame on a loopback interface leaves and comes in at once', () => {
    expect(told(new Story().loopback('client', syn))).toEqual(['client 0 → client 0'])
  })

  it('a capture of departures only tells nothing of losses', () => {
    const back = { link: 'lan', from: 'server', to: 'client' }
    const story = new Story()
      .frame(there, syn, { arrives: false })
      .frame(back, arpFrame('10.77.0.12', '10.77.0.11'), { arrives: false })
    expect(told(story)).toEqual(['client 0 → client 0', 'server 6000 → server 6000'])
  })
})
