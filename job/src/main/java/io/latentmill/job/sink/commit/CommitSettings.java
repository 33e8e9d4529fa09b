package io.latentmill.job.sink.commit;

import java.util.UUID;
import org.apache.hadoop.conf.Configuration;

/** The settings of Hadoop's committers that exactly-once output depends on. */
final class CommitSettings {
  private CommitSettings() {}

  /** A copy of {@code base} with these settings. */
  static Configuration apply(Configuration base, UUID job) {
    Configuration settings = new Configuration(base);
    // S3A: pending multipart uploads, completed by the driver.
    settings.set(
        "mapreduce.outputcommitter.factory.scheme.s3a",
        "org.apache.hadoop.fs.s3a.commit.S3ACommitterFactory");
    settings.set("fs.s3a.committer.name", "magic");
    settings.setBoolean("fs.s3a.committer.magic.enabled", true);
    // The S3A committers tell jobs apart by this name of Spark's.
    settings.set("spark.sql.sources.writeJobUUID", job.toString());
    // Elsewhere: a task's commit must not put files into the final directory.
    settings.setInt("mapreduce.fileoutputcommitter.algorithm.version", 1);
    // Data folders hold data files only; manifests say what is complete.
    settings.setBoolean("mapreduce.fileoutputcommitter.marksuccessfuljobs", false);
    return settings;
  }
}
