import { type Result, type Succeeded, succeeded } from '../result.ts'

/** The result of a call that returns 0 for success. */
const DONE: Succeeded<0> = Object.freeze({ value: 0, errno: null })

/** A result of a call that returns 0 for success, without its number. */
export function done(result: Result<number>): Result<0> {
  return result.errno === null ? DONE : result
}

/** A result with its value made into what the caller asked for; an error stays as it is. */
export function mapped<From, To>(result: Result<From>, make: (value: From) => To): Result<To> {
  return result.errno === null ? succeeded(make(result.value)) : result
}

/** A result as it is. */
export function same<Value>(result: Result<Value>): Result<Value> {
  return result
}
