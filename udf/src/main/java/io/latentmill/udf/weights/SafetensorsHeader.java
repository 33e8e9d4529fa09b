package io.latentmill.udf.weights;

import io.latentmill.udf.request.LatentmillException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the header of a safetensors file declares, checked against the size of the file, so that
 * nothing read later can leave the file or share bytes with another tensor. The rules are those of
 * the format's reference implementation: tensors cover the data exactly, without holes.
 *
 * @param metadata the string map under {@code __metadata__}
 * @param spans every tensor's place in the data, in the order of the data
 */
record SafetensorsHeader(Map<String, String> metadata, Map<String, Span> spans) {

  /**
   * A tensor's place.
   *
   * @param begin first byte, from the start of the data
   * @param end first byte that is not the tensor's
   */
  record Span(TensorInfo info, long begin, long end) {}

  /**
   * Checks the declared tensors.
   *
   * @param file for messages
   * @param dataBytes what the file holds after its header
   */
  static SafetensorsHeader of(
      String file, Map<String, String> metadata, List<Span> declared, long dataBytes) {
    declared.forEach(span -> checkExtent(file, span, dataBytes));
    List<Span> ordered =
        declared.stream()
            .sorted(Comparator.comparingLong(Span::begin).thenComparingLong(Span::end))
            .toList();
    Map<String, Span> spans = new LinkedHashMap<>();
    Span previous = null;
    for (Span span : ordered) {
      checkNeighbours(file, previous, span);
      spans.put(span.info().name(), span);
      previous = span;
    }
    checkHole(file, previous == null ? 0 : previous.end(), dataBytes);
    return new SafetensorsHeader(Map.copyOf(metadata), spans);
  }

  private static void checkExtent(String file, Span span, long dataBytes) {
    if (span.begin() < 0 || span.end() < span.begin()) {
      throw refuse(
          file, span, "data_offsets [%d, %d] are not a range".formatted(span.begin(), span.end()));
    }
    if (span.end() > dataBytes) {
      throw refuse(file, span, "extends beyond the end of the file");
    }
    if (span.end() - span.begin() != span.info().bytes()) {
      throw refuse(
          file,
          span,
          "%s takes %d bytes, data_offsets give it %d"
              .formatted(span.info(), span.info().bytes(), span.end() - span.begin()));
    }
  }

  private static void checkNeighbours(String file, Span previous, Span span) {
    if (previous == null) {
      checkHole(file, 0, span.begin());
    } else if (span.begin() < previous.end()) {
      throw refuse(file, span, "overlaps tensor " + previous.info().name());
    } else {
      checkHole(file, previous.end(), span.begin());
    }
  }

  private static void checkHole(String file, long from, long to) {
    if (from != to) {
      throw LatentmillException.model(
          "Cannot read %s: bytes %d to %d of its data belong to no tensor", file, from, to);
    }
  }

  private static LatentmillException refuse(String file, Span span, String reason) {
    return LatentmillException.model(
        "Cannot read tensor %s in %s: %s", span.info().name(), file, reason);
  }
}
