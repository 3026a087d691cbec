import { BY_TCPDUMP } from './by-tcpdump.ts'
import { testWitnesses } from './testing.ts'

testWitnesses(BY_TCPDUMP)
