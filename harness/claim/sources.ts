import type { Source } from '../evidence/schema.ts'

const MATERIAL = {
  A: 'Study notes on Beej’s Guide to Network Concepts',
  B: 'Socket programming basics',
  C: 'A closer look at sockets and TCP/IP',
  D: 'Basics of Sockets',
} as const

/** A course document that makes the statement; `says` is what it says there, in our own words. */
export function material(document: keyof typeof MATERIAL, says: string): Source {
  return { kind: 'material', name: `${MATERIAL[document]} (${document})`, where: says, url: null }
}

/** An RFC and its section, for example `rfc(9293, '3.5.2')`; an RFC without sections is cited as a whole. */
export function rfc(number: number, section?: string): Source {
  const page = `https://www.rfc-editor.org/rfc/rfc${number}`
  return section === undefined
    ? { kind: 'rfc', name: `RFC ${number}`, where: null, url: page }
    : { kind: 'rfc', name: `RFC ${number}`, where: `section ${section}`, url: `${page}#section-${section}` }
}

/** A function of POSIX.1-2024, System Interfaces. */
export function posix(name: string): Source {
  return {
    kind: 'posix',
    name: `POSIX ${name}()`,
    where: null,
    url: `https://pubs.opengroup.org/onlinepubs/9799919799/functions/${name}.html`,
  }
}

/** A Linux manual page and section, for example `man('listen', 2)`; `where` names a heading of it. */
export function man(page: string, section: number, where: string | null = null): Source {
  return {
    kind: 'man',
    name: `${page}(${section})`,
    where,
    url: `https://man7.org/linux/man-pages/man${section}/${page}.${section}.html`,
  }
}

/** A sysctl, described in the kernel's own documentation, for example `sysctl('net.core.somaxconn')`. */
export function sysctl(name: string): Source {
  const page = name.startsWith('net.core.') ? 'admin-guide/sysctl/net' : 'networking/ip-sysctl'
  return { kind: 'sysctl', name, where: null, url: `https://docs.kernel.org/${page}.html` }
}

/** A page of the kernel documentation, for example `kernel('networking/nf_conntrack-sysctl')`. */
export function kernel(page: string, where: string | null = null): Source {
  return { kind: 'kernel', name: `Linux documentation, ${page}`, where, url: `https://docs.kernel.org/${page}.html` }
}

/**
 * A page of the documentation of Python 3, for example `python('library/socket', 'socket.socket.accept')`; `where` names
 * an anchor of it.
 */
export function python(page: string, where: string | null = null): Source {
  const url = `https://docs.python.org/3/${page}.html`
  return { kind: 'python', name: `Python documentation, ${page}`, where, url: where === null ? url : `${url}#${where}` }
}
