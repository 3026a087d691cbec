import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { errorText } from '../errors.ts'
import { EVIDENCE_VERSION, evidenceRecord, type FooterRecord, type HeaderRecord, type ResultRecord } from './schema.ts'

/** The evidence of one run, as far as it was kept. */
export interface Evidence {
  readonly file: string
  readonly header: HeaderRecord
  readonly results: readonly ResultRecord[]
  /** Null when the run was cut short. */
  readonly footer: FooterRecord | null
  /** What is wrong with the file, in words: lines that could not be read. */
  readonly problems: readonly string[]
}

/** A file that is not evidence, or that this version cannot read. */
export class EvidenceError extends Error {
  override name = 'EvidenceError'
}

/** Reads an evidence file. Damaged lines are told in `problems`; a file without a readable header is refused. */
export function readEvidence(file: string): Evidence {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new EvidenceError(
      `Cannot read ${file}: ${errorText(error)}. Give the evidence.jsonl that sockproof verify wrote.`,
    )
  }
  const [first = '', ...rest] = text.split('\n').filter((line) => line.trim() !== '')
  const header = readHeader(file, first)
  const results: ResultRecord[] = []
  const problems: string[] = []
  let footer: FooterRecord | null = null
  rest.forEach((line, index) => {
    const parsed = parseLine(line)
    if (typeof parsed === 'string') problems.push(`line ${index + 2}: ${parsed}`)
    else if (parsed.kind === 'result') results.push(parsed)
    else if (parsed.kind === 'footer') footer = parsed
    else problems.push(`line ${index + 2}: a second header`)
  })
  return { file, header, results, footer, problems }
}

/** Whether every planned result is there and the run came to its end. */
export function isPartial({ header, results, footer, problems }: Evidence): boolean {
  return footer === null || footer.interrupted || problems.length > 0 || results.length < header.plan.results
}

function readHeader(file: string, line: string): HeaderRecord {
  const value = parseJson(line)
  const isOurs =
    typeof value === 'object' && value !== null && 'format' in value && value.format === 'sockproof-evidence'
  if (!isOurs) {
    throw new EvidenceError(
      `${file} is not sockproof evidence: its first line is no evidence header. Give the evidence.jsonl that sockproof verify wrote.`,
    )
  }
  if ('version' in value && value.version !== EVIDENCE_VERSION) {
    throw new EvidenceError(
      `${file} is evidence of version ${String(value.version)}, this sockproof reads version ${EVIDENCE_VERSION}. Use the sockproof that wrote it, or a newer one.`,
    )
  }
  const parsed = parseLine(line)
  if (typeof parsed === 'string' || parsed.kind !== 'header') {
    throw new EvidenceError(
      `The header of ${file} is damaged: ${typeof parsed === 'string' ? parsed : 'not a header'}.`,
    )
  }
  return parsed
}

function parseLine(line: string) {
  const value = parseJson(line)
  if (value === undefined) return 'not JSON, probably cut off'
  const parsed = evidenceRecord.safeParse(value)
  return parsed.success ? parsed.data : z.prettifyError(parsed.error).split('\n').slice(0, 2).join(' ')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
