import { fileURLToPath } from 'node:url'

/** A file of evidence of a real run, of which five claims are left. */
export function stackFile(stack: 'linux' | 'gvisor'): string {
  return fileURLToPath(new URL(`../../../reports/fixtures/stacks/${stack}.jsonl`, import.meta.url))
}
