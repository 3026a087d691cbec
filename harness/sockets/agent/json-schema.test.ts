import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { CALL_NAMES } from '../call-names.ts'
import { agentJsonSchema } from './json-schema.ts'

const file = new URL('protocol.schema.json', import.meta.url)
const published = JSON.parse(readFileSync(file, 'utf8'))
const page = readFileSync(new URL('../../../docs/agent-protocol.md', import.meta.url), 'utf8')

/** A validator that knows nothing of how we write lines. */
const ajv = new Ajv2020({ strict: false, validateFormats: false })
const isLine = ajv.compile(published)
const isRequest = ajv.compile({ $ref: `${published.$id}#/$defs/Request` })
const isResult = ajv.compile({ $ref: `${published.$id}#/$defs/Result` })

test('The published schema is the one that agents of ours are held to; npm run schema makes it so', () => {
  expect(published).toEqual(JSON.parse(JSON.stringify(agentJsonSchema())))
})

test('It accepts the transcript that the page of the protocol shows', () => {
  const lines = [...page.matchAll(/^ {4}([→←]) (\{.*\})$/gm)].map(([, way, line]) => ({
    way,
    line: JSON.parse(`${line}`),
  }))
  expect(lines.length).toBeGreaterThan(4)
  for (const { way, line } of lines) expect((way === '→' ? isRequest : isResult)(line), JSON.stringify(line)).toBe(true)
})

test('It has the request and the value of every call', () => {
  for (const name of ['hello', ...CALL_NAMES, 'cancel']) {
    expect(Object.keys(published.$defs)).toEqual(expect.arrayContaining([`${name}.request`, `${name}.value`]))
  }
})

test('It has the value of every option: of SO_LINGER a structure, of SO_ERROR a name or null', () => {
  const isOptions = ajv.compile({ $ref: `${published.$id}#/$defs/Options` })
  expect(isOptions({ SO_LINGER: { onoff: true, linger: 0 }, SO_ERROR: null, TCP_CONGESTION: 'reno' })).toBe(true)
  expect(isOptions({ SO_ERROR: 'ECONNREFUSED' })).toBe(true)
  expect(isOptions({ SO_ERROR: 'Connection refused' })).toBe(false)
  expect(isOptions({ SO_LINGER: true })).toBe(false)
})

test('Numbers may stand for names, and fields that the protocol does not name are ignored', () => {
  expect(
    isLine({ id: 1, call: 'socket', request: { domain: 17, type: 'SOCK_STREAM' }, remark: 'a packet socket' }),
  ).toBe(true)
})

test('It refuses what is no line', () => {
  for (const line of [
    {},
    { id: 1 },
    { id: 0, value: 0 },
    { id: 1, call: 'sock', request: {} },
    { id: 1, call: 'close', request: {} },
    { id: 1, call: 'close', request: { fd: '3' } },
    { id: 1, call: 'send', request: { fd: 3, bytes: 'hello' } },
    { id: 1, call: 'send', request: { fd: 3, bytes: { base64: 'aGVsbG8' } } },
    { id: 1, call: 'connect', request: { fd: 3, address: { family: 'AF_INET', address: 'localhost', port: 1 } } },
    { id: 1, value: 0, errno: 'EAGAIN' },
    { id: 1, errno: 'Connection refused' },
    { id: 1, value: 0, began: '1' },
    { id: 1, value: 0, began: 1, ended: 2 },
  ]) {
    expect(isLine(line), JSON.stringify(line)).toBe(false)
  }
})
