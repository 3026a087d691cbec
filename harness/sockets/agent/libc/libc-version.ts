import { release } from 'node:os'

/** The libc and the kernel of this machine: `glibc 2.41, Linux 6.18.5`. */
export function libcVersion(): string {
  // Else Node looks up the names of this machine's peers.
  Object.assign(process.report, { excludeNetwork: true })
  const { header } = process.report.getReport() as unknown as { header: { glibcVersionRuntime?: string } }
  const glibc = header.glibcVersionRuntime
  return `${glibc === undefined ? 'musl' : `glibc ${glibc}`}, Linux ${release()}`
}
