/** Whether this program runs from its sources or from what was built from them: the ending of the specs that go with it. */
export const ENDING = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
