#!/usr/bin/env node
import { mutants } from './mutants.ts'
import { verify } from './verify.ts'

const [, , command, ...filters] = process.argv
const options = { out: 'sockproof-report', jobs: 4, strict: false }
process.exitCode = await (command === 'mutants' ? mutants : verify)(filters, options)
