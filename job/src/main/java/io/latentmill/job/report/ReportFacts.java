package io.latentmill.job.report;

import io.latentmill.job.ledger.RowCounts;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the report shows.
 *
 * @param title the output's name
 * @param rows how they ended
 * @param bytes of all data files
 * @param model its name and digest
 * @param settings of the run, by name
 * @param failures the most frequent, most frequent first
 * @param distributions of generated rows: by sampler, size, flag
 * @param devices how fast each was
 * @param gallery some of the images
 */
public record ReportFacts(
    String title,
    RowCounts rows,
    long bytes,
    Model model,
    Map<String, String> settings,
    List<Failure> failures,
    List<Distribution> distributions,
    List<DeviceRate> devices,
    List<Tile> gallery) {
  public ReportFacts {
    settings = new TreeMap<>(settings);
    failures = List.copyOf(failures);
    distributions = List.copyOf(distributions);
    devices = List.copyOf(devices);
    gallery = List.copyOf(gallery);
  }

  /**
   * The model.
   *
   * @param name as the user named it
   * @param sha256 digest of its files
   * @param others digests of those that rows may name, by their names
   */
  public record Model(String name, String sha256, SortedMap<String, String> others) {
    /** The only one. */
    public Model(String name, String sha256) {
      this(name, sha256, new TreeMap<>());
    }
  }

  /** A kind of failure with its message. */
  public record Failure(String kind, String message, long rows) {}

  /** How generated rows spread over the values of a property. */
  public record Distribution(String property, List<Share> shares) {
    public Distribution {
      shares = List.copyOf(shares);
    }
  }

  /** The rows with a value. */
  public record Share(String value, long rows) {}

  /** What a device made: images, and the milliseconds that its batches took. */
  public record DeviceRate(String device, long images, double busyMillis) {
    /** Images a second of the time it generated. */
    double imagesPerSecond() {
      return busyMillis > 0 ? images * 1000 / busyMillis : 0;
    }
  }

  /**
   * An image of the gallery.
   *
   * @param source a data URI, or a path relative to the report
   */
  public record Tile(
      String id,
      String prompt,
      long seed,
      String sampler,
      int steps,
      double guidanceScale,
      int width,
      int height,
      String source) {}
}
