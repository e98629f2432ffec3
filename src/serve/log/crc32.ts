/** CRC-32 of ISO 3309 (polynomial 0xEDB88320, reflected), as in zlib and PNG; node:zlib has it only from Node 22.2 on. Four bytes a turn. */
export function crc32(bytes: Uint8Array): number {
  const [t0, t1, t2, t3] = TABLES;
  const { length } = bytes;
  let crc = -1;
  let at = 0;
  for (const end = length - 3; at < end; at += 4) {
    crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    crc = t3[crc & 255]! ^ t2[(crc >>> 8) & 255]! ^ t1[(crc >>> 16) & 255]! ^ t0[crc >>> 24]!;
  }
  for (; at < length; at++) crc = t0[(crc ^ bytes[at]!) & 255]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

const TABLES = makeTables();

function makeTables(): readonly [Int32Array, Int32Array, Int32Array, Int32Array] {
  const tables = [new Int32Array(256), new Int32Array(256), new Int32Array(256), new Int32Array(256)] as const;
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    tables[0][byte] = crc;
  }
  for (let byte = 0; byte < 256; byte++)
    for (let k = 1; k < 4; k++) tables[k as 1 | 2 | 3][byte] = (tables[(k - 1) as 0 | 1 | 2][byte]! >>> 8) ^ tables[0][tables[(k - 1) as 0 | 1 | 2][byte]! & 255]!;
  return tables;
}
