/** What the tests of all modules share; on their class path, and published nowhere. */
package io.github.hubspotassociations.testsupport;
