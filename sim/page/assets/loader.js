// Unpacks the page's own program, style and data, which travel in one block; the policy knows their hashes.
const odd = [0, 13, 60];

// Seven bits from a letter of one byte; sixteen from one of two bytes, whose first seven a page must not hold.
function bytesOf(text) {
  const bytes = new Uint8Array(2 * text.length);
  let [held, bits, at] = [0, 0, 0];
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    const wide = code - 128;
    const more = wide < 0 ? 7 : 16;
    held = ((held << more) | (wide < 0 ? code : (odd[wide >> 9] << 9) | (wide & 511))) & 0xffffff;
    for (bits += more; bits >= 8; bits -= 8) {
      bytes[at] = held >> (bits - 8);
      at += 1;
    }
  }
  return bytes;
}

// LZMA without header and without bits of position; literals by so many bits of the byte before.
function lzma(source, size, literalBits) {
  const out = new Uint8Array(size);
  const odds = new Uint16Array(2048 + (768 << literalBits)).fill(1024);
  let [at, range, code, done, state, rep0, rep1, rep2, rep3] = [5, 0xffffffff, 0, 0, 0, 0, 0, 0, 0];
  code = new DataView(source.buffer).getUint32(1);
  const shift = () => {
    if (range < 0x1000000) {
      range = (range << 8) >>> 0;
      code = ((code << 8) | source[at]) >>> 0;
      at += 1;
    }
  };
  const bit = (i) => {
    const bound = (range >>> 11) * odds[i];
    const one = code >= bound;
    if (one) {
      range -= bound;
      code -= bound;
      odds[i] -= odds[i] >> 5;
    } else {
      range = bound;
      odds[i] += (2048 - odds[i]) >> 5;
    }
    shift();
    return one ? 1 : 0;
  };
  const tree = (base, bits) => {
    let node = 1;
    for (let i = 0; i < bits; i += 1) node = node * 2 + bit(base + node);
    return node - (1 << bits);
  };
  const reversed = (base, bits) => {
    let [node, value] = [1, 0];
    for (let i = 0; i < bits; i += 1) {
      const one = bit(base + node);
      node = node * 2 + one;
      value += one << i;
    }
    return value;
  };
  const direct = (bits) => {
    let value = 0;
    for (let i = 0; i < bits; i += 1) {
      range >>>= 1;
      const one = code >= range;
      if (one) code -= range;
      shift();
      value = value * 2 + one;
    }
    return value;
  };
  const length = (base) => {
    if (!bit(base)) return tree(base + 2, 3);
    return bit(base + 1) ? 16 + tree(base + 18, 8) : 8 + tree(base + 10, 3);
  };
  const distance = (far) => {
    const slot = tree(700 + 64 * far, 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    const start = (2 + (slot & 1)) * 2 ** bits;
    return slot < 14 ? start + reversed(1000 + start - slot, bits) : start + direct(bits - 4) * 16 + reversed(960, 4);
  };
  const literal = () => {
    const base = 2048 + 768 * (done ? out[done - 1] >> (8 - literalBits) : 0);
    let symbol = 1;
    let match = state > 6 ? out[done - rep0 - 1] : -1;
    while (symbol < 256) {
      const top = (match >> 7) & 1;
      const one = bit(base + symbol + (match < 0 ? 0 : 256 + 256 * top));
      symbol = symbol * 2 + one;
      match = match < 0 || one !== top ? -1 : (match << 1) & 255;
    }
    out[done] = symbol;
    done += 1;
    state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
  };
  const copy = (count) => {
    for (const end = Math.min(size, done + count); done < end; done += 1) out[done] = out[done - rep0 - 1];
  };
  while (done < size) {
    if (!bit(state)) literal();
    else if (!bit(16 + state)) {
      const count = length(100);
      [rep0, rep1, rep2, rep3] = [distance(Math.min(count, 3)), rep0, rep1, rep2];
      state = state < 7 ? 7 : 10;
      copy(count + 2);
    } else {
      let short = false;
      if (!bit(32 + state)) short = !bit(48 + state);
      else if (!bit(64 + state)) [rep0, rep1] = [rep1, rep0];
      else if (!bit(80 + state)) [rep0, rep1, rep2] = [rep2, rep0, rep1];
      else [rep0, rep1, rep2, rep3] = [rep3, rep0, rep1, rep2];
      const count = short ? 1 : length(400) + 2;
      state = state < 7 ? (short ? 9 : 8) : 11;
      copy(count);
    }
  }
  return out;
}

// What a block carries, part by part.
function partsOf(id, literalBits) {
  const block = document.getElementById(id);
  const sizes = block.dataset.sizes.split(" ").map(Number);
  const whole = lzma(bytesOf(block.textContent), sizes.reduce((a, b) => a + b), literalBits);
  const starts = sizes.map((_, i) => sizes.slice(0, i).reduce((a, b) => a + b, 0));
  return sizes.map((size, i) => whole.subarray(starts[i], starts[i] + size));
}

// An element with a text of the page's own at the end of its head.
function put(name, bytes, type) {
  const element = document.createElement(name);
  element.type = type;
  element.textContent = new TextDecoder().decode(bytes);
  document.head.append(element);
}

const [program, style, head] = partsOf("texts", 3);
put("style", style, "text/css");
document.getElementById("texts").unpacked = head;
[document.getElementById("numbers").unpacked] = partsOf("numbers", 1);
put("script", program, "module");
