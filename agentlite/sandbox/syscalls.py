"""What workers and programs may ask of the kernel: system calls by name, with their numbers on x86_64 and on aarch64.

The numbers are those of Linux's `arch/x86/entry/syscalls/syscall_64.tbl` and `include/uapi/asm-generic/unistd.h`;
"-" stands where a processor has no such call.
"""

from __future__ import annotations

from agentlite.sandbox.libc import machine

ALWAYS = """
read:0:63 close:3:57 fstat:5:80 lseek:8:62 mmap:9:222 mprotect:10:226 munmap:11:215 mremap:25:216 madvise:28:233
mincore:27:232 brk:12:214 rt_sigaction:13:134 rt_sigprocmask:14:135 rt_sigreturn:15:139 rt_sigsuspend:130:133
rt_sigpending:127:136 rt_sigtimedwait:128:137 sigaltstack:131:132 pread64:17:67 pwrite64:18:68 write:1:64 readv:19:65
writev:20:66 access:21:- faccessat:269:48 faccessat2:439:439 pipe:22:- pipe2:293:59 select:23:- pselect6:270:72
poll:7:- ppoll:271:73 dup:32:23 dup2:33:- dup3:292:24 nanosleep:35:101 clock_nanosleep:230:115 clock_gettime:228:113
clock_getres:229:114 gettimeofday:96:169 time:201:- times:100:153 getpid:39:172 gettid:186:178 getppid:110:173
getuid:102:174 geteuid:107:175 getgid:104:176 getegid:108:177 getgroups:115:158 getpgrp:111:- getpgid:121:155
getsid:124:156 getresuid:118:148 getresgid:120:150 stat:4:- lstat:6:- newfstatat:262:79 statx:332:291 readlink:89:-
readlinkat:267:78 getcwd:79:17 chdir:80:49 fchdir:81:50 getdents64:217:61 statfs:137:43 fstatfs:138:44 futex:202:98
set_robust_list:273:99 get_robust_list:274:100 rseq:334:293 set_tid_address:218:96 restart_syscall:219:128
sched_yield:24:124 sched_getaffinity:204:123 sched_getparam:143:121 sched_getscheduler:145:120
sched_get_priority_max:146:125 sched_get_priority_min:147:126 getcpu:309:168 getrandom:318:278 uname:63:160
sysinfo:99:179 getrusage:98:165 getrlimit:97:163 umask:95:166 membarrier:324:283 epoll_create:213:-
epoll_create1:291:20 epoll_ctl:233:21 epoll_wait:232:- epoll_pwait:281:22 eventfd2:290:19 timerfd_create:283:85
timerfd_settime:286:86 timerfd_gettime:287:87 setitimer:38:103 getitimer:36:102 alarm:37:- recvfrom:45:207
shutdown:48:210 getsockopt:55:209 getsockname:51:204 getpeername:52:205 exit:60:93 exit_group:231:94 fadvise64:221:223
flock:73:32 fsync:74:82 fdatasync:75:83
"""

WRITING = """
mkdir:83:- mkdirat:258:34 rmdir:84:- unlink:87:- unlinkat:263:35 rename:82:- renameat:264:38 renameat2:316:276
ftruncate:77:46 fallocate:285:47 sendfile:40:71 copy_file_range:326:285
"""

CHECKED = """
openat:257:56 clone:56:220 clone3:435:435 ioctl:16:29 fcntl:72:25 prlimit64:302:261 prctl:157:167 socketpair:53:199
sendto:44:206
"""

PROGRAMS = """
arch_prctl:158:- getxattr:191:8 lgetxattr:192:9 fgetxattr:193:10 listxattr:194:11 llistxattr:195:12 flistxattr:196:13
"""

STARTING = """
execve:59:221 open:2:-
"""

SETUP = """
pivot_root:155:41 openat2:437:437 open_tree:428:428 move_mount:429:429 mount_setattr:442:442
landlock_create_ruleset:444:444 landlock_add_rule:445:445 landlock_restrict_self:446:446
"""

PROBED = """
ptrace:101:117 process_vm_readv:310:270 process_vm_writev:311:271 memfd_create:319:279 io_uring_setup:425:425
keyctl:250:219 add_key:248:217 bpf:321:280 userfaultfd:323:282 perf_event_open:298:241 setns:308:268 unshare:272:97
mount:165:40 umount2:166:39 pivot_root:155:41 open_tree:428:428 move_mount:429:429 fsopen:430:430 mknodat:259:33
linkat:265:37 fchmodat:268:53 fchownat:260:54 utimensat:280:88 setxattr:188:5 shmget:29:194 pidfd_open:434:434
pidfd_getfd:438:438 truncate:76:45 openat2:437:437
"""

AUDIT_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
X32 = 0x40000000
"""From here on x86_64 takes a number for the x32 ABI, which a filter by number would not recognise."""


def numbers(table: str) -> dict[str, int]:
    """The numbers, by name, of the calls in `table` that this machine has. Raises `KeyError` on another processor."""
    column = {"x86_64": 1, "aarch64": 2}[machine()]
    rows = (entry.split(":") for entry in table.split())
    return {row[0]: int(row[column]) for row in rows if row[column] != "-"}
