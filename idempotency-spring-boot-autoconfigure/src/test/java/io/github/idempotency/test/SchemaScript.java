package io.github.idempotency.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import javax.sql.DataSource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/** The library's SQL, applied as a database administrator would. */
public final class SchemaScript {

    private SchemaScript() {}

    /** Runs all scripts in their order. */
    public static void applyAll(DataSource dataSource) {
        new ResourceDatabasePopulator(scripts()).execute(dataSource);
    }

    private static Resource[] scripts() {
        try {
            Resource[] scripts = new PathMatchingResourcePatternResolver()
                    .getResources("classpath:io/github/idempotency/store/schema/postgresql/*.sql");
            Arrays.sort(scripts, Comparator.comparing(Resource::getFilename));
            return scripts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
