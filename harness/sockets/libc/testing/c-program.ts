import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What a C program prints, compiled here with the headers of this machine. */
export function runC(source: string, options: readonly string[] = []): string {
  const folder = mkdtempSync(join(tmpdir(), 'sockproof-c-'))
  try {
    writeFileSync(join(folder, 'program.c'), source)
    compile(folder, options)
    return execFileSync(join(folder, 'program'), { encoding: 'utf8' })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function compile(folder: string, options: readonly string[]): void {
  try {
    execFileSync('cc', [...options, '-o', 'program', 'program.c'], { cwd: folder, stdio: 'pipe' })
  } catch (error) {
    throw new Error('This test compares with C and needs a C compiler as cc: on Debian, apt install gcc libc6-dev.', {
      cause: error,
    })
  }
}

/** The numbers that C expressions have on this machine, by expression. */
export function numbersInC(
  headers: readonly string[],
  expressions: readonly string[],
  options: readonly string[] = [],
): Record<string, number> {
  const includes = headers.map((header) => `#include <${header}>`).join('\n')
  const prints = expressions.map((expression) => `printf("%lld\\n", (long long)(${expression}));`).join('\n')
  const lines = runC(
    `#define _GNU_SOURCE\n#include <stdio.h>\n#include <stddef.h>\n${includes}\nint main(void) {\n${prints}\n}\n`,
    options,
  )
  const numbers = lines.trim().split('\n').map(Number)
  return Object.fromEntries(expressions.map((expression, index) => [expression, numbers[index] ?? Number.NaN]))
}
