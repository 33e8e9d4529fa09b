package io.latentmill.job.run;

import io.latentmill.job.lake.LakeFormat;
import io.latentmill.job.sink.table.TableSink;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The tables that a run writes at its end: the one that it was asked for, and those that the output
 * has already, which would be out of date otherwise.
 */
public final class Tables {
  private Tables() {}

  /**
   * Finds them, and whether Spark can write them.
   *
   * @param asked name of a table format
   * @throws LatentmillException (user) if a format's jar is not there
   */
  public static Set<LakeFormat> wanted(
      String output, Optional<String> asked, Configuration configuration) {
    return of(HeldOutput.qualified(output, configuration), asked, configuration);
  }

  static Set<LakeFormat> of(Path output, Optional<String> asked, Configuration configuration) {
    Set<LakeFormat> tables = present(output, configuration);
    asked.map(LakeFormat::ofLabel).ifPresent(tables::add);
    ClassLoader classes = Thread.currentThread().getContextClassLoader();
    tables.forEach(table -> TableSink.requireWriter(table, classes));
    return tables;
  }

  private static Set<LakeFormat> present(Path output, Configuration configuration) {
    Set<LakeFormat> tables = EnumSet.noneOf(LakeFormat.class);
    for (LakeFormat table : LakeFormat.values()) {
      Path folder = new Path(output, TableSink.FOLDER + "/" + table.label());
      try {
        if (folder.getFileSystem(configuration).exists(folder)) {
          tables.add(table);
        }
      } catch (IOException e) {
        throw new LatentmillException(
            FailureKind.RESOURCE, "Cannot list %s: %s".formatted(output, e.getMessage()), e);
      }
    }
    return tables;
  }
}
