"""The order of the stages: fetch a site, generate a package, check that it is current."""
