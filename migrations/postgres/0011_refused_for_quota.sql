-- Whether somebody was refused this month because what was left of a quota had no room for them: then it is as good as used
-- up, however much is left.
alter table quota_use add column read_refused boolean not null default false;
alter table quota_use add column write_refused boolean not null default false;
