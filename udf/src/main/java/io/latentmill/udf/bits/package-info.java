/**
 * How bytes are written down, whatever they mean: SHA-256 in hexadecimal, half floats. Knows
 * nothing of this library.
 */
package io.latentmill.udf.bits;
