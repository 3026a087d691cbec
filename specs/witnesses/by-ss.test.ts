import { BY_SS } from './by-ss.ts'
import { testWitnesses } from './testing.ts'

testWitnesses(BY_SS)
