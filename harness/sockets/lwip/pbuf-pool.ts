import koffi from 'koffi'
import { PBUF_POOL_ELEMENT } from './layout.ts'
import { addressIn } from './liblwip.ts'

const PAGE = 4096n
const PROT_READ = 1
const PROT_WRITE = 2

/**
 * Makes the buffers of lwIP's pool as long as lwIP takes them to be, before the first is made.
 *
 * In Debian's liblwip0 2.1.3+dfsg1-2 memp.c is compiled with the TCP_MSS of libc's `<netinet/tcp.h>`, 512, which comes in by
 * way of lwip/posix/inet.h, and everything else with the 1460 of lwipopts.h. So 616 bytes are allocated where pbuf.c
 * writes up to 1560, and the first longer frame that arrives ends the process: "malloc(): corrupted top size". Whatever
 * lwIP does with the frame is not concerned.
 */
export function lengthenPoolBuffers(): void {
  const size = addressIn('memp_PBUF_POOL')
  if ((koffi.decode(size, 'uint16_t') as number) >= PBUF_POOL_ELEMENT) return
  const page = size - (size % PAGE)
  protect(page, PROT_READ | PROT_WRITE)
  koffi.encode(size, 'uint16_t', PBUF_POOL_ELEMENT)
  protect(page, PROT_READ)
}

function protect(page: bigint, protection: number): void {
  const mprotect = koffi.load(null).func('int mprotect(void *address, size_t length, int protection)')
  if (mprotect(page, Number(PAGE), protection) !== 0) {
    throw new Error('lwIP has buffers that are too short, and mprotect() does not let us make them longer.')
  }
}
