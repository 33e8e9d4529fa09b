package io.latentmill.udf.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;

/** What Pillow made of the files in the test resources' {@code images/}; see the README there. */
final class ImageReferences {
  private ImageReferences() {}

  static JsonNode json() throws IOException {
    return new ObjectMapper().readTree(bytes("references.json"));
  }

  static byte[] bytes(String name) throws IOException {
    try (InputStream in = ImageReferences.class.getResourceAsStream("/images/" + name)) {
      return in.readAllBytes();
    }
  }

  static RgbImage image(String name) throws IOException {
    return ImageDecoder.decode(name, bytes(name), Long.MAX_VALUE);
  }

  static long crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }
}
