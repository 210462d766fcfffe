/** A field of a message on the wire. */
export interface ProtoField {
  readonly number: number;
  /** 0 variable, 1 eight bytes, 2 bytes with their length, 5 four bytes. */
  readonly type: number;
  /** Of types 0, 1 and 5. */
  readonly value: bigint;
  /** Of type 2; a view, not a copy. */
  readonly bytes: Uint8Array;
}

const NONE = new Uint8Array(0);

/**
 * Walks over the fields of a Protocol Buffers message, each byte once.
 *
 * @throws RangeError where the bytes are no message
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export function* readFields(bytes: Uint8Array): Generator<ProtoField> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const varint = (): bigint => {
    let low = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = view.getUint8(at);
      at += 1;
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        return BigInt(low);
      }
    }
    let value = BigInt(low);
    for (let shift = 28n; shift < 70n; shift += 7n) {
      const byte = view.getUint8(at);
      at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) {
        return BigInt.asUintN(64, value);
      }
    }
    throw new RangeError("A number is longer than 64 bits.");
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const [number, type] = [tag >>> 3, tag & 7];
    if (type === 0) {
      yield { number, type, value: varint(), bytes: NONE };
    } else if (type === 1) {
      const value = view.getBigUint64(at, true);
      at += 8;
      yield { number, type, value, bytes: NONE };
    } else if (type === 2) {
      const length = Number(varint());
      if (length > bytes.length - at) {
        throw new RangeError("A field is longer than its message.");
      }
      at += length;
      yield { number, type, value: 0n, bytes: bytes.subarray(at - length, at) };
    } else if (type === 5) {
      const value = BigInt(view.getUint32(at, true));
      at += 4;
      yield { number, type, value, bytes: NONE };
    } else {
      throw new RangeError(`There is no wire type ${type}.`);
    }
  }
}
