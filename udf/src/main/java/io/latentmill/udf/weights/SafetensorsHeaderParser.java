package io.latentmill.udf.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.weights.SafetensorsHeader.Span;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the JSON of a safetensors header token by token: it comes from anybody, and a tree of a
 * hostile one would take many times its size in memory.
 */
final class SafetensorsHeaderParser {
  /** Far above any network's; a bound on the memory that a hostile header can take. */
  private static final int MAX_TENSORS = 200_000;

  private static final int MAX_RANK = 16;

  /**
   * Field names of a hostile file must not fill Jackson's shared symbol table; of two fields of one
   * name readers would disagree which one counts.
   */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final String file;
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final List<Span> spans = new ArrayList<>();

  private SafetensorsHeaderParser(String file) {
    this.file = file;
  }

  /**
   * Parses and checks a header.
   *
   * @param file for messages
   * @param json the header's bytes, padded with blanks or not
   * @param dataBytes what the file holds after its header
   * @throws LatentmillException (model) saying what is wrong with which tensor
   */
  static SafetensorsHeader parse(String file, byte[] json, long dataBytes) {
    SafetensorsHeaderParser parser = new SafetensorsHeaderParser(file);
    try (JsonParser tokens = FACTORY.createParser(json)) {
      parser.readHeader(tokens);
    } catch (JsonProcessingException e) {
      throw parser.refuse("its header is not valid JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw parser.refuse("its header is not valid JSON: " + Unreadable.firstLine(e), e);
    }
    return SafetensorsHeader.of(file, parser.metadata, parser.spans, dataBytes);
  }

  private void readHeader(JsonParser tokens) throws IOException {
    require(tokens.nextToken() == JsonToken.START_OBJECT, "its header is not a JSON object");
    while (tokens.nextToken() == JsonToken.FIELD_NAME) {
      String name = tokens.currentName();
      tokens.nextToken();
      if (name.equals("__metadata__")) {
        readMetadata(tokens);
      } else {
        require(spans.size() < MAX_TENSORS, "it declares more than " + MAX_TENSORS + " tensors");
        require(isPrintable(name), "it declares a tensor without a printable name");
        spans.add(readTensor(name, tokens));
      }
    }
    require(tokens.nextToken() == null, "its header goes on after the JSON object");
  }

  private void readMetadata(JsonParser tokens) throws IOException {
    require(tokens.currentToken() == JsonToken.START_OBJECT, "__metadata__ is not a JSON object");
    while (tokens.nextToken() == JsonToken.FIELD_NAME) {
      String key = tokens.currentName();
      require(tokens.nextToken() == JsonToken.VALUE_STRING, "__metadata__ holds more than strings");
      metadata.put(key, tokens.getText());
    }
  }

  private Span readTensor(String name, JsonParser tokens) throws IOException {
    requireTensor(name, tokens.currentToken() == JsonToken.START_OBJECT, "is not a JSON object");
    String dtype = null;
    long[] shape = null;
    long[] offsets = null;
    while (tokens.nextToken() == JsonToken.FIELD_NAME) {
      String field = tokens.currentName();
      JsonToken value = tokens.nextToken();
      switch (field) {
        case "dtype" -> {
          requireTensor(name, value == JsonToken.VALUE_STRING, "has no dtype");
          dtype = tokens.getText();
        }
        case "shape" -> shape = readNumbers(name, field, tokens);
        case "data_offsets" -> offsets = readNumbers(name, field, tokens);
        default -> tokens.skipChildren();
      }
    }
    requireTensor(name, dtype != null, "has no dtype");
    requireTensor(name, shape != null, "has no shape");
    requireTensor(name, offsets != null && offsets.length == 2, "has no two data_offsets");
    TensorInfo info = new TensorInfo(name, knownDType(name, dtype), shape);
    checkSize(info);
    return new Span(info, offsets[0], offsets[1]);
  }

  private long[] readNumbers(String name, String field, JsonParser tokens) throws IOException {
    String complaint = field + " is not a list of at most " + MAX_RANK + " integers of 0 and more";
    requireTensor(name, tokens.currentToken() == JsonToken.START_ARRAY, complaint);
    List<Long> numbers = new ArrayList<>();
    while (tokens.nextToken() != JsonToken.END_ARRAY) {
      requireTensor(name, tokens.currentToken() == JsonToken.VALUE_NUMBER_INT, complaint);
      numbers.add(tokens.getLongValue());
      requireTensor(
          name, numbers.size() <= MAX_RANK && numbers.get(numbers.size() - 1) >= 0, complaint);
    }
    return numbers.stream().mapToLong(Long::longValue).toArray();
  }

  private DType knownDType(String name, String dtype) {
    return DType.ofName(dtype)
        .orElseThrow(
            () ->
                LatentmillException.model(
                    "Cannot read tensor %s in %s: dtype %s is not supported", name, file, dtype));
  }

  private void checkSize(TensorInfo info) {
    long bytes = info.dtype().bytes();
    try {
      for (long dimension : info.shape()) {
        bytes = Math.multiplyExact(bytes, dimension);
      }
    } catch (ArithmeticException e) {
      throw LatentmillException.model(
          "Cannot read tensor %s in %s: its shape overflows", info, file);
    }
  }

  private static boolean isPrintable(String name) {
    return !name.isBlank() && name.codePoints().noneMatch(Character::isISOControl);
  }

  private void requireTensor(String name, boolean holds, String complaint) {
    if (!holds) {
      throw LatentmillException.model("Cannot read tensor %s in %s: %s", name, file, complaint);
    }
  }

  private void require(boolean holds, String complaint) {
    if (!holds) {
      throw LatentmillException.model("Cannot read %s: %s", file, complaint);
    }
  }

  private LatentmillException refuse(String complaint, IOException cause) {
    LatentmillException refusal =
        LatentmillException.model(
            "Cannot read %s: %s", file, complaint.lines().findFirst().orElse(""));
    refusal.initCause(cause);
    return refusal;
  }
}
