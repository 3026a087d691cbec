import { describe, expect, it } from 'vitest'
import { distributionsOf } from './distributions.ts'

describe('the inputs of a property', () => {
  it('are counted by size where they are numbers', () => {
    const [distribution] = distributionsOf([{ backlog: 0 }, { backlog: 2 }, { backlog: 2 }])
    expect(distribution).toEqual({
      name: 'backlog',
      values: 3,
      numeric: true,
      bins: [
        { label: '0', count: 1 },
        { label: '1', count: 0 },
        { label: '2', count: 2 },
      ],
    })
  })

  it('are counted in ranges where there are many', () => {
    const [distribution] = distributionsOf(Array.from({ length: 100 }, (_, n) => n))
    expect(distribution?.bins).toHaveLength(12)
    expect(distribution?.bins[0]).toEqual({ label: '0–8', count: 9 })
    expect(distribution?.bins.reduce((sum, { count }) => sum + count, 0)).toBe(100)
  })

  it('are counted by length where they are lists', () => {
    const names = distributionsOf([{ sends: [5, 7] }, { sends: [] }]).map(({ name }) => name)
    expect(names).toEqual(['length of sends', 'each of sends'])
  })

  it('are counted by value where they are words', () => {
    const [distribution] = distributionsOf(['a', 'b', 'b'])
    expect(distribution?.bins).toEqual([
      { label: 'b', count: 2 },
      { label: 'a', count: 1 },
    ])
  })

  it('of one value only make one bin', () => {
    expect(distributionsOf([1.5, 1.5])[0]?.bins).toEqual([{ label: '1.5…', count: 2 }])
  })
})
