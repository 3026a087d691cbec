#!/usr/bin/env node
import { surviveClosedOutput } from './closed-output.ts'
import { run } from './program.ts'

surviveClosedOutput()
process.exitCode = await run(process.argv.slice(2))
