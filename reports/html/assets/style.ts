import { BASE } from './base.ts'
import { CLAIM_PAGE } from './claim-page.ts'
import { INDEX_PAGE } from './index-page.ts'
import { LADDER } from './ladder.ts'
import { MATRIX } from './matrix.ts'
import { PRINT } from './print.ts'
import { SEVERAL } from './several.ts'
import { TOKENS } from './tokens.ts'

/** The style of every page. It stands in the page itself, and the page's policy names its hash. */
export const STYLE = [TOKENS, BASE, INDEX_PAGE, CLAIM_PAGE, LADDER, MATRIX, SEVERAL, PRINT].join('')
