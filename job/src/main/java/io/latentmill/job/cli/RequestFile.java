package io.latentmill.job.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** The file of {@code --request}: a JSON object of the prompt table's columns. */
final class RequestFile {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private RequestFile() {}

  /**
   * Reads a file.
   *
   * @param file on any Hadoop FileSystem
   * @throws LatentmillException (user) naming the file when it holds no JSON object
   */
  static Map<String, Object> read(String file, Configuration configuration) {
    try {
      return MAPPER.readValue(SmallFile.read(file, configuration), new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw unreadable(file, "not a JSON object", e);
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(file, e.getMessage(), e);
    }
  }

  private static LatentmillException unreadable(String file, String reason, Exception cause) {
    return new LatentmillException(
        FailureKind.USER, "Cannot read request %s: %s".formatted(file, reason), cause);
  }
}
