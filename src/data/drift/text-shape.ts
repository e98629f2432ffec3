/**
 * The shape of a text: runs of upper-case letters, lower-case letters and digits become one `A`, `a` or `9`; other characters of ASCII stay; all others become `¿`.
 * At most 24 signs, which keeps free texts from all being different.
 */
export function textShape(text: string): string {
  let shape = '';
  let last = '';
  for (let i = 0; i < text.length && shape.length < 24; i++) {
    const sign = signOf(text.charCodeAt(i));
    if (sign === last && /[Aa9¿ ]/.test(sign)) continue;
    shape += sign;
    last = sign;
  }
  return shape;
}

function signOf(code: number): string {
  if (code >= 65 && code <= 90) return 'A';
  if (code >= 97 && code <= 122) return 'a';
  if (code >= 48 && code <= 57) return '9';
  return code < 128 ? String.fromCharCode(code) : '¿';
}
