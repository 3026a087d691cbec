#!/usr/bin/env node
import { surviveClosedOutput } from './closed-output.ts'
import { run } from './program.ts'

surviveClosedOutput()
process.exitCode = await run(process.argv.slice(2))
// Nothing that a run may leave open is worth waiting for.
setTimeout(() => process.exit(), 2_000).unref()
