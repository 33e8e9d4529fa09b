package io.latentmill.udf.sql.row;

import io.latentmill.udf.bits.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * SHA-256 of a row's non-null columns by name. It does not depend on the order of columns, on the
 * file format or on a number's type: columns and map entries are taken in the order of their names,
 * numbers as {@link PlainValues#numberText} writes them.
 *
 * <p>What is hashed, every text in UTF-8: a value is its kind (one byte: {@code s} text, {@code b}
 * bytes, {@code l} list, {@code m} map), its length in bytes or elements (8 bytes, big-endian) and
 * its content; a map's content is name and value by turns; the row is a map. Numbers and booleans
 * count as text.
 */
final class RowDigest {
  private final MessageDigest digest;

  private RowDigest(MessageDigest digest) {
    this.digest = digest;
  }

  /** The digest in lower-case hexadecimal, 64 characters. */
  static String of(Map<String, Object> row) {
    RowDigest digest = new RowDigest(Sha256.start());
    digest.map(row);
    return Sha256.hex(digest.digest);
  }

  private void map(Map<?, ?> entries) {
    TreeMap<String, Object> sorted = new TreeMap<>();
    entries.forEach(
        (name, value) -> {
          if (value != null) {
            sorted.put(String.valueOf(name), value);
          }
        });
    head('m', sorted.size());
    sorted.forEach(
        (name, value) -> {
          text(name);
          value(value);
        });
  }

  private void value(Object value) {
    if (value instanceof Map<?, ?> entries) {
      map(entries);
    } else if (value instanceof List<?> elements) {
      head('l', elements.size());
      elements.forEach(this::value);
    } else if (value instanceof byte[] bytes) {
      head('b', bytes.length);
      digest.update(bytes);
    } else if (value instanceof Number number) {
      text(PlainValues.numberText(number));
    } else {
      text(String.valueOf(value));
    }
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    head('s', bytes.length);
    digest.update(bytes);
  }

  private void head(char kind, long length) {
    digest.update((byte) kind);
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(length).array());
  }
}
