-- A search for what somebody may see walks through what is public too.
create index projects_public on projects (id) where public;
