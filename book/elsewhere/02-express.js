import { decodeJwt, decodeProtectedHeader } from "jose";

console.log(decodeProtectedHeader(token));
console.log(decodeJwt(token)); // not verified
