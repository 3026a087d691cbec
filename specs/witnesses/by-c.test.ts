import { BY_C } from './by-c.ts'
import { testWitnesses } from './testing.ts'

testWitnesses(BY_C)
