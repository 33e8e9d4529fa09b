package io.latentmill.udf.request;

import java.util.Arrays;

/** Where a row's input image comes from. */
public sealed interface ImageSource {
  /** A file on any Hadoop FileSystem. */
  record Stored(String path) implements ImageSource {}

  /** The encoded bytes themselves, as the prompt table carries them. The array is not copied. */
  record Inline(byte[] bytes) implements ImageSource {
    @Override
    public boolean equals(Object other) {
      return other instanceof Inline inline && Arrays.equals(bytes, inline.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      return "Inline[" + bytes.length + " bytes]";
    }
  }
}
