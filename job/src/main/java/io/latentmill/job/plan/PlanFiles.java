package io.latentmill.job.plan;

import io.latentmill.udf.bits.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** Lists a stored increment's files with their digests, which the executors take. */
final class PlanFiles {
  private PlanFiles() {}

  static List<PlanBody.File> list(SparkSession spark, Path directory) throws IOException {
    Configuration configuration = spark.sessionState().newHadoopConf();
    FileSystem files = directory.getFileSystem(configuration);
    String root = files.makeQualified(directory).toString();
    List<String> names = new ArrayList<>();
    RemoteIterator<LocatedFileStatus> found = files.listFiles(directory, true);
    while (found.hasNext()) {
      names.add(found.next().getPath().toString().substring(root.length() + 1));
    }
    SerializableConfiguration shipped = new SerializableConfiguration(configuration);
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(names, Math.max(1, names.size()))
        .map(name -> describe(root, name, shipped.value()))
        .collect()
        .stream()
        .sorted(Comparator.comparing(PlanBody.File::name))
        .toList();
  }

  private static PlanBody.File describe(String root, String name, Configuration configuration)
      throws IOException {
    Path path = new Path(root, name);
    try (InputStream in = path.getFileSystem(configuration).open(path)) {
      Sha256.Content content = Sha256.of(in);
      return new PlanBody.File(name, content.bytes(), content.hex(), rows(path, configuration));
    }
  }

  private static long rows(Path path, Configuration configuration) throws IOException {
    if (!path.getName().endsWith(".parquet")) {
      return 0;
    }
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(path, configuration))) {
      return reader.getRecordCount();
    }
  }
}
