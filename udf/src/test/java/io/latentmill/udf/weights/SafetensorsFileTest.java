package io.latentmill.udf.weights;

import static io.latentmill.udf.weights.Fixtures.HADOOP;
import static io.latentmill.udf.weights.Fixtures.assertModelFailure;
import static io.latentmill.udf.weights.Fixtures.hadoop;
import static io.latentmill.udf.weights.Fixtures.safetensors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One well-formed file, and one fixture per way a file can be malformed. */
class SafetensorsFileTest {
  private static final String GOOD =
      """
      {"__metadata__":{"format":"pt"},
       "b":{"dtype":"I16","shape":[2,2],"data_offsets":[4,12]},
       "a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},
       "none":{"dtype":"U8","shape":[3,0],"data_offsets":[12,12]}}""";

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("x.safetensors");
  }

  private SafetensorsFile open(byte[] bytes) {
    return SafetensorsFile.open(hadoop(Fixtures.write(file(), bytes)), HADOOP);
  }

  @Test
  void readsWhatTheHeaderDeclaresInTheOrderOfTheData() {
    try (SafetensorsFile tensors = open(safetensors(GOOD + "   ", 12))) {
      assertThat(tensors.names()).containsExactly("a", "b", "none");
      assertThat(tensors.metadata()).containsOnly(java.util.Map.entry("format", "pt"));
      assertThat(tensors.info("b")).hasToString("b I16 [2, 2]");
      assertThat(tensors.info("b").bytes()).isEqualTo(8);
      assertThat(tensors.info("a").elements()).isEqualTo(1);
      assertThat(Fixtures.bytes(tensors, "b")).containsExactly(4, 5, 6, 7, 8, 9, 10, 11);
      assertThat(Fixtures.bytes(tensors, "none")).isEmpty();
      assertThat(tensors.read("b").getShort(2)).isEqualTo((short) 0x0706);
    }
  }

  @Test
  void readsPartOfATensorIntoTheCallersBuffer() {
    try (SafetensorsFile tensors = open(safetensors(GOOD, 12))) {
      ByteBuffer target = ByteBuffer.allocate(3);
      tensors.read("b", 2, target);
      assertThat(target.array()).containsExactly(6, 7, 8);
      assertThatThrownBy(() -> tensors.read("b", 6, ByteBuffer.allocate(3)))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void namesWhatIsNotThere() {
    try (SafetensorsFile tensors = open(safetensors(GOOD, 12))) {
      assertModelFailure(
          () -> tensors.info("c"),
          "Cannot read tensor c in %s: there is none of that name",
          file());
    }
    assertModelFailure(
        () -> SafetensorsFile.open(hadoop(folder.resolve("y.safetensors")), HADOOP),
        "Cannot open %s/y.safetensors: no such file",
        folder);
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        file("7 bytes are too few for a safetensors file", new byte[7]),
        file(
            "a header of 18446744073709551615 bytes does not fit (is it safetensors? pickled files are never opened)",
            new byte[] {-1, -1, -1, -1, -1, -1, -1, -1}),
        file(
            "a header of 3 bytes does not fit (is it safetensors? pickled files are never opened)",
            new byte[] {3, 0, 0, 0, 0, 0, 0, 0, '{', '}'}),
        header("its header is not a JSON object", "[]", 0),
        header("its header is not a JSON object", "  ", 0),
        header("its header goes on after the JSON object", "{} {}", 0),
        header("__metadata__ is not a JSON object", "{\"__metadata__\":1}", 0),
        header("__metadata__ holds more than strings", "{\"__metadata__\":{\"a\":{}}}", 0),
        header("bytes 0 to 4 of its data belong to no tensor", "{}", 4),
        header("bytes 4 to 6 of its data belong to no tensor", tensor("F32", "[1]", "[0,4]"), 6),
        header("bytes 0 to 2 of its data belong to no tensor", tensor("F32", "[1]", "[2,6]"), 6),
        header(
            "its header is not valid JSON: Duplicate field 't'",
            "{\"t\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},\"t\":{}}",
            1),
        header(
            "it declares a tensor without a printable name",
            "{\"a\\nb\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}",
            1),
        header(
            "its header is not valid JSON: Duplicate field 'dtype'",
            "{\"t\":{\"dtype\":\"U8\",\"dtype\":\"U8\"}}",
            1),
        ofTensor("is not a JSON object", "{\"t\":[]}", 0),
        ofTensor("has no dtype", "{\"t\":{\"shape\":[1],\"data_offsets\":[0,1]}}", 1),
        ofTensor("has no dtype", tensor("1", "[1]", "[0,1]").replace("\"1\"", "1"), 1),
        ofTensor("has no shape", "{\"t\":{\"dtype\":\"U8\",\"data_offsets\":[0,1]}}", 1),
        ofTensor("has no two data_offsets", "{\"t\":{\"dtype\":\"U8\",\"shape\":[1]}}", 1),
        ofTensor("has no two data_offsets", tensor("U8", "[1]", "[0]"), 1),
        ofTensor("dtype F4 is not supported", tensor("F4", "[1]", "[0,1]"), 1),
        ofTensor(integers("shape"), tensor("U8", "1", "[0,1]"), 1),
        ofTensor(integers("shape"), tensor("U8", "[-1]", "[0,1]"), 1),
        ofTensor(integers("shape"), tensor("U8", "[1.0]", "[0,1]"), 1),
        ofTensor(integers("shape"), tensor("U8", "[1" + ",1".repeat(16) + "]", "[0,1]"), 1),
        ofTensor(integers("data_offsets"), tensor("U8", "[1]", "[-1,0]"), 1),
        ofTensor("data_offsets [1, 0] are not a range", tensor("U8", "[1]", "[1,0]"), 1),
        ofTensor("extends beyond the end of the file", tensor("F32", "[2]", "[0,8]"), 7),
        ofTensor(
            "t F32 [2] takes 8 bytes, data_offsets give it 4", tensor("F32", "[2]", "[0,4]"), 4),
        Arguments.of(
            "Cannot read tensor t F64 [4294967296, 4294967296] in %s: its shape overflows",
            safetensors(tensor("F64", "[4294967296,4294967296]", "[0,0]"), 0)),
        Arguments.of(
            "Cannot read tensor u in %s: overlaps tensor t",
            safetensors(
                """
                {"t":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},
                 "u":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""",
                3)));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void refuses(String message, byte[] bytes) {
    assertModelFailure(() -> open(bytes), message, file());
  }

  @Test
  void refusesNumbersAndTextThatJsonDoesNotHave() {
    for (byte[] header :
        new byte[][] {
          "{\"t\":{\"dtype\":\"U8\",\"shape\":[99999999999999999999]}}"
              .getBytes(StandardCharsets.UTF_8),
          {'{', '"', (byte) 0xff, '"', ':', '1', '}'},
          {0, 0, 0, '{', 0, 0, 0, 1},
          "{\"a\":".repeat(2000).getBytes(StandardCharsets.UTF_8),
        }) {
      assertThatThrownBy(() -> open(safetensors(header, 0)))
          .isInstanceOf(io.latentmill.udf.request.LatentmillException.class)
          .hasMessageStartingWith("Cannot read ");
    }
  }

  private static Arguments file(String reason, byte[] bytes) {
    return Arguments.of("Cannot read %s: " + reason, bytes);
  }

  private static Arguments header(String reason, String header, int dataBytes) {
    return file(reason, safetensors(header, dataBytes));
  }

  private static Arguments ofTensor(String reason, String header, int dataBytes) {
    return Arguments.of("Cannot read tensor t in %s: " + reason, safetensors(header, dataBytes));
  }

  private static String tensor(String dtype, String shape, String offsets) {
    return "{\"t\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}}"
        .formatted(dtype, shape, offsets);
  }

  private static String integers(String field) {
    return field + " is not a list of at most 16 integers of 0 and more";
  }
}
