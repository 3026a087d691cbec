/**
 * By so many seconds a timer of the kernel may seem early, beside a clock. It counts ticks from the last one that has been
 * counted; a virtual machine whose processor was taken away for a while counts the missed ones late, after timers were set.
 * On a busy machine 25 ms were measured.
 */
export const SEEMS_EARLY = 0.1
