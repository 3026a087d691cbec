import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What the programs of a host know of names. */
export interface Names {
  /** The name of the machine (gethostname(2)). */
  readonly hostname: string
  /** The file of hosts: addresses by name (hosts(5)). */
  readonly hosts: Readonly<Record<string, string>>
  /** The address of the name server; null if there is none (resolv.conf(5)). */
  readonly nameServer: string | null
}

/** What programs need of /etc besides names: where libraries are, who is who, which python3 is meant. */
const KEPT = ['ld.so.cache', 'ld.so.conf', 'ld.so.conf.d', 'passwd', 'group', 'alternatives', 'localtime']

/** The exit status of a program that could not be given its names. */
export const NAMES_NOT_SET = 97

/** Where the machine's own /etc is found in the folder. */
const OWN = '.own'

/** A folder that stands for /etc, so that a program knows just these names. It is there until it is disposed of. */
export class EtcFolder implements Disposable {
  /** Where the program finds it. */
  readonly path: string
  /** Where this process finds it. */
  readonly #folder: string

  /** @param root where the file system of the machine begins, see `Machine` */
  constructor({ hosts, nameServer }: Names, root: string) {
    this.#folder = mkdtempSync(join(root, root === '' ? tmpdir() : '/tmp', 'sockproof-etc-'))
    this.path = this.#folder.slice(root.length)
    const write = (name: string, lines: readonly string[]): void =>
      writeFileSync(join(this.#folder, name), lines.map((line) => `${line}\n`).join(''))
    mkdirSync(join(this.#folder, OWN))
    for (const name of KEPT) {
      if (existsSync(join(root, '/etc', name))) symlinkSync(`${OWN}/${name}`, join(this.#folder, name))
    }
    write(
      'hosts',
      Object.entries(hosts).map(([name, address]) => `${address} ${name}`),
    )
    // One query at a time, so that a claim can count them; a server that is silent is given up soon.
    write('resolv.conf', [...(nameServer === null ? [] : [`nameserver ${nameServer}`]), 'options timeout:1 attempts:1'])
    write('nsswitch.conf', ['passwd: files', 'group: files', 'hosts: files dns'])
    write('host.conf', ['multi on'])
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/**
 * The command that runs a program where /etc is another folder and the machine has another name, in mount and
 * UTS namespaces of its own (unshare(1)): nothing of it is seen outside, and nothing is left behind.
 */
export function knowing({ hostname }: Names, etc: EtcFolder, command: readonly string[]): readonly string[] {
  const script =
    `{ mount --bind /etc "$1/${OWN}" && mount --rbind "$1" /etc && hostname "$2"; } || exit ${NAMES_NOT_SET}; ` +
    'shift 2; exec "$@"'
  return ['unshare', '--mount', '--uts', 'sh', '-c', script, 'sh', etc.path, hostname, ...command]
}
